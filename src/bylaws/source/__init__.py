"""What every stage points with: files, spans, diagnostics."""

from bylaws.source.diagnostic import Diagnostic, DiagnosticError, Label, Severity
from bylaws.source.file import SourceFile
from bylaws.source.span import NOWHERE, Span, on_one_line

__all__ = ["NOWHERE", "Diagnostic", "DiagnosticError", "Label", "Severity", "SourceFile", "Span", "on_one_line"]
