package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicApiTest {
  private static final int SEEN_OUTSIDE = Modifier.PUBLIC | Modifier.PROTECTED;

  @Test
  void nothing_of_nd4j_or_dl4j_is_in_a_public_signature() throws Exception {
    List<Class<?>> types = publicTypes();
    assertThat(types).contains(LstmTrainer.Builder.class, Dl4jLstmForecaster.class, Backend.class);
    for (Class<?> type : types) {
      assertThat(signatures(type))
          .isNotEmpty()
          .noneMatch(signature -> signature.contains("nd4j.") || signature.contains("learning4j."));
    }
  }

  private static List<Class<?>> publicTypes() throws Exception {
    Path folder =
        Path.of(Backend.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("org/forecast4j/dl4j");
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (!name.equals("package-info")) {
          Class<?> type = Class.forName("org.forecast4j.dl4j." + name);
          if (Modifier.isPublic(type.getModifiers())) {
            types.add(type);
          }
        }
      }
    }
    return types;
  }

  /** What a user of the type can see of it, generic types and all. */
  private static List<String> signatures(Class<?> type) {
    List<String> signatures = new ArrayList<>();
    signatures.add(String.valueOf(type.getGenericSuperclass()));
    signatures.add(Arrays.toString(type.getGenericInterfaces()));
    addVisible(signatures, type.getDeclaredFields(), Field::toGenericString);
    addVisible(signatures, type.getDeclaredMethods(), Method::toGenericString);
    addVisible(signatures, type.getDeclaredConstructors(), Constructor::toGenericString);
    return signatures;
  }

  private static <T extends AnnotatedElement & Member> void addVisible(
      List<String> signatures, T[] members, java.util.function.Function<T, String> toString) {
    for (T member : members) {
      if ((member.getModifiers() & SEEN_OUTSIDE) != 0) {
        signatures.add(toString.apply(member));
      }
    }
  }
}
