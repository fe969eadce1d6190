/** Where the engine that works in this process is named; nothing else in the studio does. */
@NullMarked
package io.tessera.app.local;

import org.jspecify.annotations.NullMarked;
