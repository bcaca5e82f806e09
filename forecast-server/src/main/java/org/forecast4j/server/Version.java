package org.forecast4j.server;

/** Which forecast4j this is. */
final class Version {
  private Version() {}

  /** The version in the manifest of the jar. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
