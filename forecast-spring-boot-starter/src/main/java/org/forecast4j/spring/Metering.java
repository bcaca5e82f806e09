package org.forecast4j.spring;

/** Measures a model; names nothing of Micrometer, which an application may lack. */
@FunctionalInterface
interface Metering {
  ManagedModel of(ManagedModel model);
}
