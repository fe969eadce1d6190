package io.tessera.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginePlaceTest {
  @TempDir private Path folder;

  @Test
  void aPlaceIsRemembered() {
    Path file = folder.resolve("studio.json");
    Preferences preferences = new Preferences(file);
    assertThat(EnginePlace.of(preferences)).isEqualTo(new EnginePlace.Here());
    EnginePlace server =
        new EnginePlace.Server(
            EnginePlace.url("192.168.1.20:8765"), folder.resolve("token"), Optional.empty());
    server.keep(preferences);
    preferences.save();
    assertThat(EnginePlace.of(new Preferences(file))).isEqualTo(server);
    EnginePlace own =
        new EnginePlace.Server(
            EnginePlace.url("https://studio-pc:8765"),
            folder.resolve("token"),
            Optional.of(folder.resolve("own.pem")));
    own.keep(preferences);
    assertThat(EnginePlace.of(preferences)).isEqualTo(own);
    new EnginePlace.Here().keep(preferences);
    assertThat(EnginePlace.of(preferences)).isEqualTo(new EnginePlace.Here());
    preferences.put(EnginePlace.URL, "no address");
    assertThat(EnginePlace.of(preferences)).isEqualTo(new EnginePlace.Here());
  }

  @Test
  void addressesAreTakenAsPeopleWriteThem() {
    assertThat(EnginePlace.url(" studio-pc:8765 ")).isEqualTo(URI.create("http://studio-pc:8765"));
    assertThat(EnginePlace.url("https://gpu.example.org"))
        .isEqualTo(URI.create("https://gpu.example.org"));
    for (String odd : new String[] {"", "a b", "http://", "C:\\token"}) {
      assertThatThrownBy(() -> EnginePlace.url(odd))
          .as(odd)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("192.168.1.20:8765");
    }
  }
}
