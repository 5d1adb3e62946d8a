/** The exported directory: chain files, their framing and the manifest. Streams in and out, no files. */
@NullMarked
package dev.winnow.audit.export;

import org.jspecify.annotations.NullMarked;
