"""People of the desk: staff, teams, roles and sign-in."""
