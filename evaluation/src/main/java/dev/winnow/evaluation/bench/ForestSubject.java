package dev.winnow.evaluation.bench;

/** A forest that is measured. Both do the same: float points, 100 trees of 256, one thread. */
interface ForestSubject {
    void update(float[] point);

    double score(float[] point);

    /** The score, worked out together with its parts by feature and direction. */
    double attribute(float[] point);

    /** Everything that the same scores need later, as bytes. */
    byte[] snapshot();

    /** The forest that the bytes describe; gives the same scores at once. */
    ForestSubject restore(byte[] snapshot);
}
