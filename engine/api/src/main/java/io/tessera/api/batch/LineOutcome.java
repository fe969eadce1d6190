package io.tessera.api.batch;

import java.io.Serializable;

/** What became of one line of a manifest. */
public sealed interface LineOutcome extends Serializable {
  /** Its result was made now. */
  record Made() implements LineOutcome {}

  /** An earlier run had made it. */
  record There() implements LineOutcome {}

  /**
   * It failed.
   *
   * @param entry its line in {@code failed.jsonl}: number, error, request
   */
  record Failed(String entry) implements LineOutcome {}
}
