"""Real brokers for tests: the embedded one, Apache Kafka from Maven Central jars, or one that runs already."""
