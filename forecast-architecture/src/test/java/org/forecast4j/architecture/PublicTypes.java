package org.forecast4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Optional;

/** What users can name. */
final class PublicTypes {
  /** Public types outside the internals, nested ones only in types that are public themselves. */
  static final DescribedPredicate<JavaClass> IN_THE_API =
      DescribedPredicate.describe("public types outside internals", PublicTypes::inTheApi);

  private PublicTypes() {}

  private static boolean inTheApi(JavaClass type) {
    if (!type.getModifiers().contains(JavaModifier.PUBLIC)
        || type.getPackageName().endsWith(".internal")) {
      return false;
    }
    Optional<JavaClass> enclosing = type.getEnclosingClass();
    return enclosing.isEmpty() || inTheApi(enclosing.get());
  }
}
