package org.forecast4j.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.internal.Failures;
import org.forecast4j.server.config.ServerOptions;

/** Certificates and keys as PEM files hold them. */
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /** A store in memory with one entry. */
  static KeyStore keyStore(ServerOptions.Tls tls) throws IOException {
    try {
      Certificate[] chain = certificates(tls.certificate());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      PrivateKey key = key(tls.key(), chain[0].getPublicKey().getAlgorithm());
      requirePair(key, chain[0].getPublicKey(), tls);
      store.setKeyEntry("server", key, new char[0], chain);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          tls.certificate() + " and " + tls.key() + " do not make a TLS identity: " + e, e);
    }
  }

  static Certificate[] certificates(Path file) throws IOException {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file, "a certificate")))
              .toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new IOException(file + " holds no certificate; expected PEM");
      }
      return chain;
    } catch (CertificateException e) {
      throw new IOException(file + " holds no certificate: " + e.getMessage(), e);
    }
  }

  /** With a key of another certificate, no connection would ever be made. */
  private static void requirePair(PrivateKey key, PublicKey certified, ServerOptions.Tls tls)
      throws IOException, GeneralSecurityException {
    Optional<String> algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> Optional.of("SHA256withECDSA");
          case "RSA" -> Optional.of("SHA256withRSA");
          case "EdDSA" -> Optional.of("EdDSA");
          default -> Optional.empty();
        };
    if (algorithm.isEmpty()) {
      return;
    }
    byte[] message = "are you a pair?".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm.get());
    signer.initSign(key);
    signer.update(message);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm.get());
    verifier.initVerify(certified);
    verifier.update(message);
    if (!verifier.verify(signature)) {
      throw new IOException(
          tls.key() + " is not the private key of the certificate in " + tls.certificate());
    }
  }

  private static byte[] read(Path file, String what) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException(
          file + ": " + Failures.reason(e) + "; expected " + what + " in a PEM file", e);
    }
  }

  private static PrivateKey key(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher matcher =
        KEY.matcher(new String(read(file, "a private key"), StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new IOException(
          file + " holds no '-----BEGIN PRIVATE KEY-----'; expected PKCS #8 without a password");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
