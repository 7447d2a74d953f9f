"""What customers publish, store and serve."""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import Field
from bylaws.events.kinds.common import USER, describe, personal
from bylaws.events.types import DOMAIN, HASH, INTEGER, SIZE, TEXT, URL, array, word

CONTENT: Final = (
    describe(
        "content.posted",
        "somebody published something in an application",
        Field("user", USER, "who published it"),
        Field("item", TEXT, "the item"),
        Field("surface", TEXT, "where: `comment`, `chat`, `page`, `greeting`, `profile` …"),
        Field("text", personal(TEXT), "the text"),
        Field("urls", array(URL), "links in it"),
        Field("language", TEXT, "language of the text, a BCP 47 tag"),
        Field("media", array(TEXT), "references to pictures, sounds and films"),
        Field("audience", word("private", "org", "public"), "who can see it"),
        Field("audience_size", INTEGER, "how many can see it"),
        Field("target_user", USER, "user to whom or about whom it is"),
        Field("reply_to", TEXT, "item that it answers"),
    ),
    describe(
        "file.uploaded",
        "a file was stored",
        Field("user", USER, "who stored it"),
        Field("file_id", TEXT, "the file"),
        Field("sha256", HASH, "SHA-256 of its content"),
        Field("size_bytes", SIZE, "its size", "bytes"),
        Field("declared_type", TEXT, "media type as stated"),
        Field("name", TEXT, "its name"),
        Field("visibility", word("private", "org", "link", "public"), "who can fetch it"),
        Field("content_ref", TEXT, "reference by which a scanner reads the content"),
    ),
    describe(
        "site.snapshot",
        "a hosted page, as the provider's crawler found it",
        Field("url", URL, "address of the page"),
        Field("status", INTEGER, "HTTP status"),
        Field("title", TEXT, "its title"),
        Field("html_ref", TEXT, "reference to the stored page"),
        Field("forms", array(TEXT), "per form, the types of its inputs, such as `text password`"),
        Field("form_action_host", DOMAIN, "host to which its forms are sent"),
        Field("brand_marks", array(TEXT), "marks recognised on it"),
        Field("certificate_names", array(DOMAIN), "names in the certificate"),
        Field("screenshot_hash", HASH, "perceptual hash of its picture"),
        Field("redirects", array(URL), "addresses passed through"),
    ),
)
