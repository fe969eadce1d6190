package io.tessera.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern KEY =
      Pattern.compile("texts\\.get(?:Or)?\\(\\s*\"([^\"]+)\"\\s*[,)]");

  private static Properties bundle(String file) throws IOException {
    Properties p = new Properties();
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      p.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return p;
  }

  @Test
  void bothLanguagesSayTheSameThings() throws IOException {
    Properties english = bundle("messages.properties");
    Properties korean = bundle("messages_ko.properties");
    assertThat(korean.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(places(korean.getProperty(key)))
          .as(key)
          .isEqualTo(places(english.getProperty(key)));
    }
  }

  private static Set<String> places(String text) {
    Set<String> found = new TreeSet<>();
    Matcher m = Pattern.compile("\\{\\d[^}]*}").matcher(text);
    while (m.find()) {
      found.add(m.group());
    }
    return found;
  }

  @Test
  void everyKeyInTheCodeHasAText() throws IOException {
    Set<String> known = bundle("messages.properties").stringPropertyNames();
    Path sources = Path.of(System.getProperty("tessera.root"), "app", "src", "main", "java");
    Set<String> missing = new TreeSet<>();
    int found = 0;
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher m = KEY.matcher(Files.readString(file));
        while (m.find()) {
          found++;
          if (!known.contains(m.group(1))) {
            missing.add(file.getFileName() + ": " + m.group(1));
          }
        }
      }
    }
    assertThat(found).isGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  @Test
  void theBundledTypefaceHasEveryCharacter() throws Exception {
    for (String name : List.of("NanumSquareR.ttf", "NanumSquareB.ttf")) {
      try (InputStream in = Texts.class.getResourceAsStream(name)) {
        Font font = Font.createFont(Font.TRUETYPE_FONT, in);
        // A typeface may have a character and draw nothing for it.
        FontRenderContext screen = new FontRenderContext(null, true, true);
        StringBuilder all = new StringBuilder("0123456789#*|·×%");
        for (String file : List.of("messages.properties", "messages_ko.properties")) {
          bundle(file).values().forEach(all::append);
        }
        String blank =
            all.chars()
                .distinct()
                .filter(c -> !Character.isWhitespace(c))
                .mapToObj(Character::toString)
                .filter(
                    c ->
                        font.deriveFont(20f)
                            .createGlyphVector(screen, c)
                            .getVisualBounds()
                            .isEmpty())
                .collect(Collectors.joining(" "));
        assertThat(blank).as(name).isEmpty();
      }
    }
  }

  @Test
  void numbersAreGroupedAndUnknownLanguagesAreEnglish() {
    Texts texts = new Texts(Locale.FRENCH);
    assertThat(texts.languageProperty().get()).isEqualTo(Locale.ENGLISH);
    assertThat(texts.get("status.tokens", 2686, 4160)).isEqualTo("2,686 of 4,160 tokens");
    texts.languageProperty().set(Locale.KOREAN);
    assertThat(texts.get("tool.brush")).isEqualTo("브러시");
    assertThat(texts.getOr("material.Nothing", "Nothing")).isEqualTo("Nothing");
  }

  @Test
  void aLineIsSaidAnewInAnotherLanguage() {
    Texts texts = new Texts(Locale.ENGLISH);
    LocalizedText line = new LocalizedText(texts);
    line.say(() -> texts.get("title.untitled"));
    assertThat(line.lineProperty().get()).isEqualTo("Untitled");
    texts.languageProperty().set(Locale.KOREAN);
    assertThat(line.lineProperty().get()).isEqualTo("제목 없음");
  }
}
