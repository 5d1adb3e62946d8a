/** What a synthetic day came to, against its truth: attacks found, false alerts, calibration. */
@NullMarked
package dev.winnow.app.demo.summary;

import org.jspecify.annotations.NullMarked;
