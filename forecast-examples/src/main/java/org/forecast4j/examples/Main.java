package org.forecast4j.examples;

final class Main {
  private Main() {}
}
