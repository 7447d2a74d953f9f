"""Whether a mail comes from whom it says: SPF (RFC 7208), DKIM (RFC 6376), ARC (RFC 8617) and DMARC (RFC 9989).

All is decided from the mail's own bytes, what the server that took it saw, and answers of the DNS that are handed in: nothing here
goes to a network but `answers.Asking`, which somebody has to ask for. The libraries that it rests on (pyspf, dkimpy, dnspython,
PyNaCl) come with the extra `mail` and are loaded when a mail is first judged.
"""
