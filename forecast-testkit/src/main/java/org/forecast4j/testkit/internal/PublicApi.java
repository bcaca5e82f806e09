package org.forecast4j.testkit.internal;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What users can see of a package. */
public final class PublicApi {
  private static final int SEEN_OUTSIDE = Modifier.PUBLIC | Modifier.PROTECTED;

  private PublicApi() {}

  /**
   * The public types of a package in a folder of classes.
   *
   * @param one a type of the package
   * @return the types, nested ones too
   */
  public static List<Class<?>> typesBeside(Class<?> one) {
    try {
      Path folder =
          Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
              .resolve(one.getPackageName().replace('.', '/'));
      List<Class<?>> types = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder).sorted()) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
          String name = file.getFileName().toString().replace(".class", "");
          Class<?> type = Class.forName(one.getPackageName() + "." + name);
          if (Modifier.isPublic(type.getModifiers())) {
            types.add(type);
          }
        }
      }
      return types;
    } catch (IOException | URISyntaxException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What a user of a type can see of it, generic types and all.
   *
   * @param type the type
   * @return the supertypes and the members that are public or protected, as in the source
   */
  public static List<String> signatures(Class<?> type) {
    List<String> signatures = new ArrayList<>();
    signatures.add(String.valueOf(type.getGenericSuperclass()));
    signatures.add(Arrays.toString(type.getGenericInterfaces()));
    addVisible(signatures, type.getDeclaredFields(), Field::toGenericString);
    addVisible(signatures, type.getDeclaredMethods(), Method::toGenericString);
    addVisible(signatures, type.getDeclaredConstructors(), Constructor::toGenericString);
    return signatures;
  }

  private static <T extends AnnotatedElement & Member> void addVisible(
      List<String> signatures, T[] members, Function<T, String> toString) {
    for (T member : members) {
      if ((member.getModifiers() & SEEN_OUTSIDE) != 0) {
        signatures.add(toString.apply(member));
      }
    }
  }
}
