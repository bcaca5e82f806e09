package org.forecast4j.examples.flink;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Elements as text. Those of one key are in one partition, in order.
 *
 * @param topic where they go
 * @param key of an element
 */
record TextRecords<T>(String topic, Key<T> key) implements KafkaRecordSerializationSchema<T> {
  /** By what elements belong together. */
  @FunctionalInterface
  interface Key<T> extends Serializable {
    String of(T element);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T element, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, bytes(key.of(element)), bytes(element.toString()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
