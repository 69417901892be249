"""Cases: one thread and one life cycle for whatever a customer brings to the desk."""
