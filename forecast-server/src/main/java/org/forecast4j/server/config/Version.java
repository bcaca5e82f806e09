package org.forecast4j.server.config;

/** Which forecast4j this is. */
public final class Version {
  private Version() {}

  /** The version in the manifest of the jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
