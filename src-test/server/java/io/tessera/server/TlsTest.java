package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Engine;
import io.tessera.api.ModelEntry;
import io.tessera.api.fault.InputException;
import io.tessera.engine.LocalEngine;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a key of its own, and clients that know its certificate or do not. */
class TlsTest {
  private static final String TOKEN = "secret-of-the-test";

  @TempDir private Path folder;

  private static void keytool(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void picturesTravelEncrypted() throws Exception {
    String keys = folder.resolve("keys.p12").toString();
    String pem = folder.resolve("server.pem").toString();
    keytool(
        "-genkeypair",
        "-alias",
        "tessera",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        keys,
        "-storepass",
        "changeit");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "tessera",
        "-keystore",
        keys,
        "-storepass",
        "changeit",
        "-file",
        pem);
    ServerOptions options =
        new ServerOptions(
            "127.0.0.1",
            0,
            TOKEN,
            TlsFiles.server(Path.of(keys), "changeit".toCharArray()),
            false,
            Limits.USUAL,
            false);
    try (LocalEngine engine = new LocalEngine(EngineContract.SETTINGS);
        Server server = new Server(engine, options)) {
      URI url = URI.create("https://127.0.0.1:" + server.port());
      try (Engine remote = new RemoteEngine(url, TOKEN, TlsFiles.client(Path.of(pem)))) {
        assertThat(remote.models()).extracting(ModelEntry::name).contains("seg2img");
        EngineContract.same(
            Watched.of(remote.render(Watched.request(32, 3))).done(),
            Watched.of(engine.render(Watched.request(32, 3))).done());
      }
      try (Engine stranger = new RemoteEngine(url, TOKEN)) {
        assertThatThrownBy(stranger::models)
            .isInstanceOf(InputException.class)
            .hasMessageContaining("--engine-certificate");
      }
    }
    assertThatThrownBy(() -> TlsFiles.server(Path.of(keys), "wrong".toCharArray()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("keys.p12");
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
    assertThatThrownBy(() -> TlsFiles.client(none)).isInstanceOf(InputException.class);
  }
}
