package io.tessera.api;

import java.util.List;

/**
 * What {@code tessera check} found.
 *
 * @param processor name, family and model
 * @param instructionSets those that decide which kernels run, the widest first
 * @param heldTo instruction set that oneDNN is held to; empty for none
 * @param threads of one operation
 * @param precision what {@code auto} is here
 * @param results one for each thing that was checked, in order
 * @param avoided one line for each kind of kernel that is not used, with what it costs
 */
public record CheckReport(
    String processor,
    List<String> instructionSets,
    String heldTo,
    int threads,
    String libtorch,
    String precision,
    List<Result> results,
    List<String> avoided) {

  public CheckReport {
    instructionSets = List.copyOf(instructionSets);
    results = List.copyOf(results);
    avoided = List.copyOf(avoided);
  }

  /**
   * One thing that was checked.
   *
   * @param right whether it is as it should be
   * @param needed whether there is nothing to use instead
   * @param detail the largest difference, or what is wrong
   */
  public record Result(String what, boolean right, boolean needed, String detail) {}

  /** Whether pictures come out right: what is wrong, if anything, is not used. */
  public boolean isUsable() {
    return results.stream().allMatch(r -> r.right() || !r.needed());
  }
}
