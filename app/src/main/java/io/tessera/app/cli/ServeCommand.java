package io.tessera.app.cli;

import io.tessera.api.Engine;
import io.tessera.api.fault.InputException;
import io.tessera.app.settings.Folders;
import io.tessera.server.ChildServer;
import io.tessera.server.Limits;
import io.tessera.server.Server;
import io.tessera.server.ServerOptions;
import io.tessera.server.TlsFiles;
import io.tessera.server.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tessera serve}: the engine over HTTP. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "Makes pictures for other programs over HTTP, until it is interrupted. Every call needs the token in the token file.")
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "H",
      description = "address to listen on (default: 127.0.0.1, this machine only)")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "8765",
      paramLabel = "P",
      description = "port; 0 for any that is free (default: 8765)")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "holds the token; made, readable by you only, where it does not exist (default: in the cache folder)")
  private @Nullable Path tokenFile;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE.p12",
      description = "key and certificate to serve others with TLS, as keytool or openssl make them")
  private @Nullable Path keystore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "holds the password of the keystore (default: none)")
  private @Nullable Path password;

  @Option(
      names = "--insecure",
      description = "serve others without encryption; the token then travels in the clear")
  private boolean insecure;

  @Option(
      names = "--child",
      hidden = true,
      description = "serve the studio that has started this process, and end with it")
  private boolean child;

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private @Nullable SSLContext tls() {
    if (keystore == null) {
      return null;
    }
    try {
      String secret = password == null ? "" : Files.readString(password).strip();
      return TlsFiles.server(keystore, secret.toCharArray());
    } catch (IOException e) {
      throw new InputException("the password in " + password + " cannot be read", e);
    }
  }

  /** Where the token is kept where no file is named. */
  static Path tokenFile() {
    return Folders.cache().resolve("server-token");
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (child) {
      try (Engine engine = engineOptions.engine()) {
        ChildServer.serve(engine, System.in, spec.commandLine().getOut());
      }
      return 0;
    }
    Path file = tokenFile != null ? tokenFile : tokenFile();
    String token = TokenFile.readOrMake(file);
    CountDownLatch ended = new CountDownLatch(1);
    try (Engine engine = engineOptions.engine();
        Server server =
            new Server(
                engine,
                new ServerOptions(host, port, token, tls(), insecure, Limits.USUAL, false))) {
      spec.commandLine()
          .getOut()
          .println(
              (keystore == null ? "http://" : "https://")
                  + host
                  + ":"
                  + server.port()
                  + "/v1, token in "
                  + file);
      spec.commandLine().getOut().flush();
      ended.await();
    }
    return 0;
  }
}
