"""The demonstration: an invented cast and what has happened to them, so that the playground has something to show.

`demonstrate` puts a scheme's own rules and forms into the invented places, `play` has the cast live through the months
before today by the same conversations everybody uses, and `cast_of` says whom one can be.
"""
