"""Places where children are dosed on days of a round: their days, and the page that makes and changes them."""
