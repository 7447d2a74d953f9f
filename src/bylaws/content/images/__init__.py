"""Stored images, told by how they look: a hash that stays nearly the same when an image is made smaller, packed anew or retouched.

Nothing here shows an image, keeps one or writes one; what comes out is a hash, and the entry of a list.
"""
