module outside.linked {
  requires org.forecast4j.core;
}
