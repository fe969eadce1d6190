package io.tessera.engine.torch;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whether TorchScript source that somebody else has written only computes. The language can
 * call any operator of libtorch, and some of these read and write files; so every operator that is
 * named has to be in a list of those that compute ({@code operators-allowed.txt}).
 *
 * <p>An operator can be written as {@code torch.name(…)}, {@code ops.namespace.name(…)}, or as a
 * method of any value, {@code value.name(…)}, also of a text; and its name can be kept in a
 * variable first. So not calls are looked at but every name behind a dot: it is in that list, or it
 * is declared in the archive and no operator at all ({@code operators-refused.txt} has the others).
 */
final class ScriptGuard {
  private static final Set<String> ALLOWED = names("operators-allowed.txt");
  private static final Set<String> REFUSED = names("operators-refused.txt");

  /** Operators of the namespace prim that serialised networks call. */
  private static final Set<String> PRIM =
      Set.of(
          "NumToTensor",
          "RaiseException",
          "TupleIndex",
          "TupleUnpack",
          "data",
          "device",
          "dtype",
          "is_cuda",
          "is_nested",
          "is_sparse",
          "is_quantized",
          "is_leaf",
          "itemsize",
          "layout",
          "max",
          "min",
          "ndim",
          "requires_grad",
          "shape",
          "unchecked_cast",
          "unchecked_unwrap_optional");

  /** Functions and words of the language that may stand before a parenthesis. */
  private static final Set<String> WORDS =
      Set.of(
          "abs",
          "all",
          "and",
          "annotate",
          "any",
          "assert",
          "bool",
          "chr",
          "complex",
          "dict",
          "divmod",
          "elif",
          "enumerate",
          "float",
          "for",
          "if",
          "in",
          "int",
          "is",
          "isinstance",
          "len",
          "list",
          "max",
          "min",
          "not",
          "or",
          "ord",
          "pow",
          "range",
          "return",
          "reversed",
          "round",
          "set",
          "sorted",
          "str",
          "sum",
          "tuple",
          "unchecked_cast",
          "uninitialized",
          "unwrap_optional",
          "while",
          "zip",
          "NoneType",
          "Tensor");

  /** Functions that reach names by text, or speak to the process; not even to be named. */
  private static final Set<String> NEVER =
      Set.of("__import__", "delattr", "hasattr", "print", "setattr", "super");

  /** How submodules whose names are numbers are written; the text is judged as a name is. */
  private static final Pattern GETATTR =
      Pattern.compile("getattr\\([A-Za-z_]\\w*(?:\\.\\w+)*, \"(\\w+)\"\\)");

  /**
   * Texts, comments, numbers, names and signs. Whatever libtorch could read in another way is no
   * token and so refused: three quotes, lines that go on after a backslash, letters and signs
   * beyond ASCII. A serialiser writes none of them.
   */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<text>\"(?:[\\x20-\\x7e&&[^\"\\\\]]|\\\\[\\x20-\\x7e])*\""
              + "|'(?:[\\x20-\\x7e&&[^'\\\\]]|\\\\[\\x20-\\x7e])*')"
              + "|(?<comment>#[\\x20-\\x7e\\t]*)"
              + "|(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?j?)"
              + "|(?<name>[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<space>[ \\t\\n\\r]+)"
              + "|(?<sign>[-+*/%@&|^~<>=!()\\[\\]{},:;.])");

  private static final Pattern DECLARED =
      Pattern.compile(
          "^\\s*(?:def|class)\\s+(\\w+)|^\\s+(\\w+)\\s*:|^\\s+__annotations__\\[\"(\\w+)\"\\]",
          Pattern.MULTILINE);

  private static final Pattern ASSIGNED =
      Pattern.compile("\\b([A-Za-z_]\\w*)\\s*(?:=(?!=)|,|\\s+in\\b)");

  private final String file;
  private final Set<String> declared = new HashSet<>();

  /** Names of classes and functions. */
  private final Set<String> classes = new HashSet<>();

  /**
   * @param file named in complaints
   * @param sources all source texts of the archive
   */
  ScriptGuard(String file, List<String> sources) {
    this.file = file;
    for (String source : sources) {
      Matcher m = DECLARED.matcher(source);
      while (m.find()) {
        if (m.group(1) != null) {
          classes.add(m.group(1));
        }
        declared.add(
            m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3));
      }
    }
  }

  private static Set<String> names(String resource) {
    try (InputStream in = ScriptGuard.class.getResourceAsStream(resource)) {
      return Set.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws InputException if the source names anything that is not known to compute only
   */
  void check(String source) {
    Set<String> local = new HashSet<>();
    Matcher assigned = ASSIGNED.matcher(source);
    while (assigned.find()) {
      local.add(assigned.group(1));
    }
    new Walk(source, local).run();
  }

  private InputException refuse(String name) {
    return new InputException(
        String.format(
            Locale.ROOT,
            "%s is refused: its code names '%s', which is not among the operators that only compute; export the network without it",
            file,
            name));
  }

  /** One pass over a source. */
  private final class Walk {
    private final String source;
    private final Matcher tokens;
    private final Set<String> local;

    /** The names of a chain such as torch.conv2d so far, joined by dots; empty outside of one. */
    private String chain = "";

    /** Whether the last thing was a dot. */
    private boolean dot;

    /** The token before, spaces and comments left out; "text" for a text. */
    private String last = "";

    Walk(String source, Set<String> local) {
      this.source = source;
      this.tokens = TOKEN.matcher(source);
      this.local = local;
    }

    void run() {
      int at = 0;
      while (at < source.length()) {
        if (!tokens.find(at) || tokens.start() != at) {
          throw refuse(sign(at));
        }
        at = tokens.end();
        if (tokens.group("space") == null && tokens.group("comment") == null) {
          token(tokens.group(), tokens.start());
          last = tokens.group("text") != null ? "text" : tokens.group();
        }
      }
      endChain(false);
    }

    private void token(String text, int at) {
      if (tokens.group("text") != null && last.equals("text")) {
        throw refuse(text); // texts side by side: three quotes would begin another text
      }
      if (text.equals("getattr")) {
        getattr(at);
      } else if (tokens.group("name") != null) {
        name(text);
      } else if (text.equals(".")) {
        dot = true;
      } else {
        if (text.equals("=") && isRoot(chain)) {
          throw refuse(chain); // a namespace is no variable
        }
        endChain(text.equals("("));
        dot = false;
      }
    }

    private String sign(int at) {
      int code = source.codePointAt(at);
      return code > 32 && code < 127
          ? Character.toString(code)
          : String.format(Locale.ROOT, "character %d", code);
    }

    /** The walk goes on behind the word itself, so that its object is judged like any other. */
    private void getattr(int at) {
      endChain(false);
      dot = false;
      Matcher m = GETATTR.matcher(source).region(at, source.length());
      if (!m.lookingAt()) {
        throw refuse("getattr");
      }
      if (!m.group(1).matches("\\d+")) {
        member(m.group(1));
      }
    }

    private void name(String name) {
      if (dot) {
        dot = false;
        if (chain.isEmpty()) {
          member(name); // of a value in parentheses, a text, a subscript
          chain = "()." + name;
        } else {
          if (!isRoot(chain)) {
            member(name);
          }
          chain = chain + "." + name;
        }
        return;
      }
      endChain(false);
      boolean declares = last.equals("def") || last.equals("class");
      chain = declares ? "" : name;
    }

    /** Whether what stands in front is a namespace, whose names are judged as a whole. */
    private boolean isRoot(String chain) {
      String first = chain.contains(".") ? chain.substring(0, chain.indexOf('.')) : chain;
      return first.equals("torch")
          || first.equals("ops")
          || chain.equals("CONSTANTS")
          || first.equals("__torch__") && !hasClass(chain);
    }

    /** Whether a path has come to a class or a function of the archive. */
    private boolean hasClass(String chain) {
      return classes.contains(chain.substring(chain.lastIndexOf('.') + 1));
    }

    private void member(String name) {
      boolean own = declared.contains(name) && !REFUSED.contains(name);
      if (!ALLOWED.contains(name) && !own) {
        throw refuse(name);
      }
    }

    private void endChain(boolean called) {
      if (chain.isEmpty()) {
        return;
      }
      String[] names = chain.split("\\.");
      boolean fine =
          switch (names[0]) {
            case "torch" -> names.length == 2 && called && ALLOWED.contains(names[1]);
            case "ops" ->
                names.length == 3 && called && names[1].equals("prim") && PRIM.contains(names[2]);
            case "__torch__" ->
                Arrays.stream(names).anyMatch(classes::contains)
                    && !chain.startsWith("__torch__.torch.classes");
            case "CONSTANTS" -> names.length >= 2 && names[1].matches("c\\d+");
            default ->
                !NEVER.contains(names[0])
                    && (!called
                        || names.length > 1
                        || WORDS.contains(names[0])
                        || local.contains(names[0]));
          };
      if (!fine) {
        throw refuse(chain);
      }
      chain = "";
    }
  }
}
