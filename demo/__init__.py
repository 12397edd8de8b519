"""The simulated portals: invented reports served on loopback as real CMS families serve them."""
