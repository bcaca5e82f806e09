package org.forecast4j.spark;

import org.apache.spark.sql.SparkSession;

/** The one session of the tests of this JVM. */
final class LocalSpark {
  private LocalSpark() {}

  /** On two threads; a task may fail once. */
  static SparkSession session() {
    return session("local[2, 2]");
  }

  static SparkSession session(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("forecast4j")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }
}
