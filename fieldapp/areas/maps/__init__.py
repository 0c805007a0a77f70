"""What maps of the field are drawn from: places, outlines and lines of areas, and the document that draws them."""
