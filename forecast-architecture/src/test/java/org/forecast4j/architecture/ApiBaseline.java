package org.forecast4j.architecture;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
    Path module = classes.resolve("module-info.class");
    Set<Path> hidden = new HashSet<>();
    if (Files.exists(module)) {
      try (InputStream in = Files.newInputStream(module)) {
        ModuleDescriptor descriptor = ModuleDescriptor.read(in, () -> packages(classes));
        Set<String> exported =
            descriptor.exports().stream()
                .filter(each -> !each.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        for (String each : descriptor.packages()) {
          if (!exported.contains(each)) {
            hidden.add(classes.resolve(each.replace('.', '/')));
          }
        }
      }
    }
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class") && !file.equals(module))
          .filter(file -> !hidden.contains(file.getParent()))
          .filter(file -> !String.valueOf(file.getParent()).endsWith("internal"))
          .filter(ApiBaseline::hasName)
          .sorted()
          .toList();
    }
  }

  private static Set<String> packages(Path classes) {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .map(file -> classes.relativize(file).getParent())
          .filter(Objects::nonNull)
          .map(folder -> folder.toString().replace(File.separatorChar, '.'))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
