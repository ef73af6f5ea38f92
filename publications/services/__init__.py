"""Write, make and publish what comes out of a campaign, and tell the dreamers."""
