"""Publishing rules: looked over first, and refused where they would go over another's."""
