package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Handshake;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client and a server whose certificate only a private authority vouches for. */
class TlsTest {
  private static final String HEALTH = "{\"status\":\"healthy\",\"models_loaded\":true}";

  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private final HeldCertificate certificate =
      signed().addSubjectAlternativeName("localhost").build();
  private final ManualTiming timing = new ManualTiming();
  private MockWebServer server;

  private HeldCertificate.Builder signed() {
    return new HeldCertificate.Builder().signedBy(authority);
  }

  @BeforeEach
  void start() throws IOException {
    server = new MockWebServer();
    HandshakeCertificates own =
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(authority.certificate())
            .build();
    server.useHttps(own.sslSocketFactory());
    server.start(InetAddress.getLoopbackAddress(), 0);
    server.enqueue(new MockResponse.Builder().body(HEALTH).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ForecastClient.Builder client(String host) {
    return ForecastClient.builder()
        .baseUrl("https://" + host + ":" + server.getPort())
        .apiKey("the-secret-key")
        .timing(timing);
  }

  private ForecastClient.Builder trusting(String host) {
    return trusting(host, new HandshakeCertificates.Builder());
  }

  private ForecastClient.Builder trusting(String host, HandshakeCertificates.Builder certificates) {
    HandshakeCertificates built =
        certificates.addTrustedCertificate(authority.certificate()).build();
    return client(host).tls(built.sslSocketFactory(), built.trustManager());
  }

  @Test
  void a_server_whose_authority_is_trusted_is_called() throws Exception {
    try (ForecastClient client = trusting("localhost").build()) {
      assertThat(client.health().status()).isEqualTo("healthy");
      assertThat(server.takeRequest().getHandshake()).isNotNull();
    }
  }

  @Test
  void a_server_whose_authority_is_not_trusted_gets_nothing() {
    try (ForecastClient client = client("localhost").build()) {
      assertThatThrownBy(client::health)
          .isInstanceOf(ForecastIoException.Connection.class)
          .hasCauseInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("https://localhost:" + server.getPort())
          .hasMessageContaining("give tls(…) the authority that signed the server's certificate");
      assertThatThrownBy(() -> client.async().health().join())
          .cause()
          .isInstanceOf(ForecastIoException.Connection.class);
      assertThat(timing.pauses).as("another try would fail too").isEmpty();
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @Test
  void a_server_with_the_certificate_of_another_host_gets_nothing() {
    try (ForecastClient client = trusting("127.0.0.1").build()) {
      assertThatThrownBy(client::health)
          .isInstanceOf(ForecastIoException.Connection.class)
          .hasCauseInstanceOf(SSLPeerUnverifiedException.class)
          .hasMessageContaining("127.0.0.1 not verified")
          .hasMessageContaining("set the base URL to a name that is in the server's certificate");
      assertThat(timing.pauses).isEmpty();
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @Test
  void a_certificate_of_its_own_is_shown_to_a_server_that_asks_for_one() throws Exception {
    server.requireClientAuth();
    HeldCertificate mine = signed().commonName("scoreboard").build();
    try (ForecastClient client =
        trusting("localhost", new HandshakeCertificates.Builder().heldCertificate(mine)).build()) {
      assertThat(client.health().status()).isEqualTo("healthy");
      assertThat(server.takeRequest().getHandshake())
          .isNotNull()
          .extracting(Handshake::peerPrincipal)
          .asString()
          .contains("scoreboard");
    }
  }
}
