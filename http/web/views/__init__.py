"""What pages show, as data: frozen values that become HTML or JSON alike."""
