package dev.winnow.app.config;

import java.nio.file.Path;

/**
 * State on disk and in memory.
 *
 * @param directory where the stores stand; it must survive a restart, else everything is restored from Kafka
 * @param rocksdbMemoryMb memory of all RocksDB stores together (block cache and write buffers), 16 to 1048576
 * @param modelCacheMb memory of live models in megabytes, 16 to 1048576; the rest wait in the stores
 * @param entityMb rows of entities that each detect task keeps in megabytes, 1 to 1048576; beyond it the longest unused go
 * @param entityDays days of event time after which the row of a silent entity goes, 1 to 3660
 */
public record StateConfig(Path directory, int rocksdbMemoryMb, int modelCacheMb, int entityMb, int entityDays) {
    public StateConfig {
        Rules.notBlank("directory", directory.toString());
        Rules.between("rocksdbMemoryMb", rocksdbMemoryMb, 16, 1 << 20);
        Rules.between("modelCacheMb", modelCacheMb, 16, 1 << 20);
        Rules.between("entityMb", entityMb, 1, 1 << 20);
        Rules.between("entityDays", entityDays, 1, 3660);
    }

    static StateConfig defaults() {
        return new StateConfig(Path.of("state"), 256, 512, 256, 32);
    }
}
