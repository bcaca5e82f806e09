package org.forecast4j.architecture;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes what later versions of the libraries are held against: their classes without code, without
 * what is private and without packages that are not exported, a jar each. {@code
 * forecast-bom/release-records} calls it.
 */
final class ApiBaseline {
  private static final int HIDDEN = Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;

  private ApiBaseline() {}

  public static void main(String... args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (String module : Modules.libraries()) {
      Path classes = Modules.classes(module);
      try (OutputStream file = Files.newOutputStream(folder.resolve(module + ".jar"));
          JarOutputStream jar = new JarOutputStream(file)) {
        for (Path each : published(classes)) {
          JarEntry entry = new JarEntry(classes.relativize(each).toString().replace('\\', '/'));
          entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
          jar.putNextEntry(entry);
          jar.write(withoutCode(Files.readAllBytes(each)));
        }
      }
    }
  }

  private static List<Path> published(Path classes) throws IOException {
    Predicate<String> isExported = exported(classes.resolve("module-info.class"));
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class") && hasName(file))
          .filter(file -> isExported.test(packageOf(classes.relativize(file))))
          .sorted()
          .toList();
    }
  }

  private static String packageOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? "" : folder.toString().replace(File.separatorChar, '.');
  }

  /** Tells the packages that a module exports to all; of what is no module, those not internal. */
  private static Predicate<String> exported(Path module) throws IOException {
    if (!Files.exists(module)) {
      return name -> !name.endsWith(".internal");
    }
    try (InputStream in = Files.newInputStream(module)) {
      return ModuleDescriptor.read(in).exports().stream()
              .filter(each -> !each.isQualified())
              .map(ModuleDescriptor.Exports::source)
              .collect(Collectors.toSet())
          ::contains;
    }
  }

  /** Classes without a name, and those inside a method, can be used by nobody. */
  private static boolean hasName(Path file) {
    return !file.getFileName().toString().matches(".*\\$\\d.*");
  }

  private static byte[] withoutCode(byte[] bytes) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public @Nullable FieldVisitor visitField(
                  int access,
                  String name,
                  String type,
                  @Nullable String signature,
                  @Nullable Object value) {
                return (access & HIDDEN) == 0
                    ? super.visitField(access, name, type, signature, value)
                    : null;
              }

              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String type,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return (access & Opcodes.ACC_PRIVATE) == 0 && !name.startsWith("lambda$")
                    ? super.visitMethod(access, name, type, signature, exceptions)
                    : null;
              }
            },
            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return writer.toByteArray();
  }
}
