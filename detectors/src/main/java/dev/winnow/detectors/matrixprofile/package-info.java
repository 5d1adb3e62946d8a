/** Series against their own past: how unlike anything before a stretch of values is in shape. */
@NullMarked
package dev.winnow.detectors.matrixprofile;

import org.jspecify.annotations.NullMarked;
