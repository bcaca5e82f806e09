/** Networks computed with the JDK's Vector API; found by the core where it is there. */
module org.forecast4j.vector {
  requires jdk.incubator.vector;
  requires org.forecast4j.core;
  requires static org.jspecify;

  provides org.forecast4j.internal.LstmMath with
      org.forecast4j.vector.VectorLstmMath;
}
