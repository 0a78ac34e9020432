"""The home page: what needs me today and the few figures of my work, by what one may do."""
