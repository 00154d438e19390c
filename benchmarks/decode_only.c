/* Decodes every tile of the first directory of a TIFF slide through libtiff and does nothing else.
 *
 *   cc -O2 -o decode_only benchmarks/decode_only.c -ltiff && ./decode_only SLIDE [THREADS]
 *
 * Each thread has a handle of its own and takes every THREADS-th row of tiles. Prints megapixels, seconds,
 * and megapixels per second of the slide's area (what lies beyond its border is decoded, too).
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <tiffio.h>

static const char *path;
static int threads = 1;

static void *work(void *first)
{
    TIFF *tiff = TIFFOpen(path, "rm");
    uint32_t width, height, side_x, side_y;
    if (!tiff || !TIFFIsTiled(tiff)) {
        fprintf(stderr, "%s: no tiled TIFF\n", path);
        exit(1);
    }
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &side_x);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &side_y);
    uint16_t compression = 0;
    TIFFGetField(tiff, TIFFTAG_COMPRESSION, &compression);
    if (compression == COMPRESSION_JPEG)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    uint32_t across = (width + side_x - 1) / side_x, down = (height + side_y - 1) / side_y;
    tmsize_t size = TIFFTileSize(tiff);
    void *buffer = malloc(size);
    for (uint32_t row = (uint32_t)(size_t)first; row < down; row += threads)
        for (uint32_t column = 0; column < across; column++)
            if (TIFFReadEncodedTile(tiff, row * across + column, buffer, size) < 0)
                fprintf(stderr, "tile %u cannot be decoded\n", row * across + column);
    free(buffer);
    TIFFClose(tiff);
    return NULL;
}

int main(int count, char **arguments)
{
    if (count < 2) {
        fprintf(stderr, "usage: decode_only SLIDE [THREADS]\n");
        return 64;
    }
    path = arguments[1];
    if (count > 2) threads = atoi(arguments[2]);
    pthread_t workers[64];
    if (threads < 1 || threads > 64) return 64;
    uint32_t width, height;
    TIFFSetWarningHandler(NULL);
    TIFF *tiff = TIFFOpen(path, "rm");
    if (!tiff) return 1;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFClose(tiff);
    struct timespec start, end, cpu;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < threads; i++) pthread_create(&workers[i], NULL, work, (void *)i);
    for (int i = 0; i < threads; i++) pthread_join(workers[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    double seconds = end.tv_sec - start.tv_sec + 1e-9 * (end.tv_nsec - start.tv_nsec);
    double used = cpu.tv_sec + 1e-9 * cpu.tv_nsec, mp = 1e-6 * width * height;
    printf("%.0f MP, %.1f s, %.1f s of processor time, %.0f MP/s per core\n", mp, seconds, used, mp / used);
    return 0;
}
