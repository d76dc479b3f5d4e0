"""How answers are made of views, with their time bars and dates; and how they are kept."""
