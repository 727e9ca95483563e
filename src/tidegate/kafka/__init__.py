"""Door one: everything that speaks to Kafka, and the only room that imports aiokafka, faust and mode."""
