package io.tessera.api;

/**
 * Memory of a device.
 *
 * @param used bytes
 * @param total bytes
 */
public record DeviceMemory(long used, long total) {}
