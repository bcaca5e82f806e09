module outside.modular {
  requires org.forecast4j.client;
}
