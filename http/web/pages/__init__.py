"""The pages: for each subject a function from a visit to a view."""
