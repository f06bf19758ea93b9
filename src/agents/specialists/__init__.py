"""The specialists: every file in this folder that has a `SPECIALIST` joins the team."""
