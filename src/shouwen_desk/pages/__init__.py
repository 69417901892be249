"""What every page of the desk shares: frame, components, sign-in, theme, errors."""
