// Command check-tiles verifies an exported log with the packages that Go's own checksum database is
// verified with. None of Rapporteur's code takes part. Tools/check-tiles builds and runs it.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	receiptFile := flag.String("receipt", "", "a `file` with the receipt of one record")
	recordFile := flag.String("record", "", "a `file` with the record that the receipt is for")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: check-tiles [-receipt FILE -record FILE] DIR VKEYS")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 || (*receiptFile == "") != (*recordFile == "") {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), *receiptFile, *recordFile); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(dir, vkeysFile, receiptFile, recordFile string) error {
	keys, err := readKeys(vkeysFile)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(signed, keys)
	if err != nil {
		return fmt.Errorf("the checkpoint: %w", err)
	}
	proofs, err := checkLog(folder(dir), tree)
	if err != nil {
		return err
	}
	if receiptFile != "" {
		receipt, err := os.ReadFile(receiptFile)
		if err != nil {
			return err
		}
		record, err := os.ReadFile(recordFile)
		if err != nil {
			return err
		}
		// A record is one line of JSON, and a file with a line ends with its end.
		record = bytes.TrimSuffix(record, []byte("\n"))
		index, err := checkReceipt(receipt, record, keys, folder(dir), tree)
		if err != nil {
			return fmt.Errorf("the receipt: %w", err)
		}
		fmt.Printf("receipt of record %d verified by Go's sumdb packages\n", index)
		proofs++
	}
	fmt.Printf("%d records, %d proofs: all verified by Go's sumdb packages\n", tree.N, proofs)
	return nil
}

// readKeys reads verifier keys, one a line. There are several while one takes over from another.
func readKeys(file string) (note.Verifiers, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list []note.Verifier
	for _, line := range strings.Fields(string(text)) {
		verifier, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("the verifier key %q: %w", line, err)
		}
		list = append(list, verifier)
	}
	if len(list) == 0 {
		return nil, errors.New("there is no verifier key")
	}
	return note.VerifierList(list...), nil
}

// openCheckpoint returns the size and root of a checkpoint with a good signature by one of the
// keys, and no bad one by any of them. Its lines are taken apart here, as tlog.ParseTree knows no
// log but Go's own.
func openCheckpoint(signed []byte, keys note.Verifiers) (tlog.Tree, error) {
	opened, err := note.Open(signed, keys)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 {
		return tlog.Tree{}, errors.New("it has fewer than three lines")
	}
	if signer := opened.Sigs[0].Name; signer != lines[0] {
		return tlog.Tree{}, fmt.Errorf("it is of the log %q and signed by %q", lines[0], signer)
	}
	size, err := parseNumber(lines[1])
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("its size: %w", err)
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("its root: %w", err)
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

// parseNumber parses a number that is written the one way it can be.
func parseNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%q is not a plain number", text)
	}
	return number, nil
}

// A folder holds a log as C2SP tlog-tiles. It is a tlog.TileReader.
type folder string

func (f folder) Height() int { return tileHeight }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = os.ReadFile(f.path(tile)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// path returns the file of a tile. It is named as tlog names it, tile/8/0/x001/067.p/133, but
// without the height; and what tlog calls data is called entries.
func (f folder) path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	name = strings.Replace(name, "data/", "entries/", 1)
	return filepath.Join(string(f), "tile", filepath.FromSlash(name))
}

// records returns the records of bundle n, which holds count of them.
func (f folder) records(n int64, count int) ([][]byte, error) {
	path := f.path(tlog.Tile{H: tileHeight, L: -1, N: n, W: count})
	rest, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	list := make([][]byte, count)
	for i := range list {
		if len(rest) < 2 {
			return nil, fmt.Errorf("%s ends after %d of %d records", path, i, count)
		}
		length := int(binary.BigEndian.Uint16(rest))
		rest = rest[2:]
		if len(rest) < length {
			return nil, fmt.Errorf("%s ends within record %d", path, n*tileWidth+int64(i))
		}
		list[i], rest = rest[:length], rest[length:]
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%s goes on behind its %d records", path, count)
	}
	return list, nil
}

// checkLog compares every record with the tree, the tree that the records make with the signed
// root, and checks proofs made from the tiles. It returns the number of proofs.
func checkLog(f folder, tree tlog.Tree) (int, error) {
	if tree.N == 0 {
		// Nothing to read, and tlog has no root for it; RFC 6962 has.
		if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return 0, errors.New("the root of the empty log is not that of an empty tree")
		}
		return 0, nil
	}

	// This reader authenticates tiles against the signed root, but version 0.7.0, for one, lets a
	// few pass; that all of them are right is shown further down.
	tiles := tlog.TileHashReader(tree, f)

	// The nodes that the records make, in the order in which tlog numbers them.
	var nodes []tlog.Hash
	made := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		list := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			list[i] = nodes[index]
		}
		return list, nil
	})

	for first := int64(0); first < tree.N; first += tileWidth {
		count := widthOf(first, tree.N)
		records, err := f.records(first/tileWidth, count)
		if err != nil {
			return 0, err
		}
		indexes := make([]int64, count)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		held, err := tiles.ReadHashes(indexes)
		if err != nil {
			last := first + int64(count) - 1
			return 0, fmt.Errorf("the hash tiles above records %d to %d: %w", first, last, err)
		}
		for i, record := range records {
			index := first + int64(i)
			if tlog.RecordHash(record) != held[i] {
				return 0, fmt.Errorf("record %d is not the one whose hash the tree holds", index)
			}
			more, err := tlog.StoredHashes(index, record, made)
			if err != nil {
				return 0, fmt.Errorf("record %d: %w", index, err)
			}
			nodes = append(nodes, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, made)
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, fmt.Errorf("the records make the root %v, signed is %v", root, tree.Hash)
	}

	// The records make that root; now no hash in any tile may be another than theirs.
	for level, hashes := 0, tree.N; hashes > 0; level, hashes = level+1, hashes/tileWidth {
		for first := int64(0); first < hashes; first += tileWidth {
			tile := tlog.Tile{H: tileHeight, L: level, N: first / tileWidth, W: widthOf(first, hashes)}
			data, err := tlog.ReadTileData(tile, made)
			if err != nil {
				return 0, err
			}
			held, err := os.ReadFile(f.path(tile))
			if err != nil {
				return 0, err
			}
			if !bytes.Equal(held, data) {
				return 0, fmt.Errorf("%s does not hold the hashes that the records make", f.path(tile))
			}
		}
	}

	proofs := 0
	for _, index := range samples(tree.N) {
		proof, err := tlog.ProveRecord(tree.N, index, tiles)
		if err == nil {
			leaf := nodes[tlog.StoredHashIndex(0, index)]
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf)
		}
		if err != nil {
			return 0, fmt.Errorf("the proof of record %d: %w", index, err)
		}
		proofs++

		// And that the log only grew since the record was its last.
		older, err := tlog.TreeHash(index+1, made)
		if err != nil {
			return 0, err
		}
		growth, err := tlog.ProveTree(tree.N, index+1, tiles)
		if err == nil {
			err = tlog.CheckTree(growth, tree.N, tree.Hash, index+1, older)
		}
		if err != nil {
			return 0, fmt.Errorf("the proof that the log grew from %d to %d: %w", index+1, tree.N, err)
		}
		proofs++
	}
	return proofs, nil
}

// widthOf returns how many of so many things are in the tile or bundle that begins with the first.
func widthOf(first, count int64) int {
	if left := count - first; left < tileWidth {
		return int(left)
	}
	return tileWidth
}

// samples returns about a hundred indexes below size in order, or all when there are fewer: some
// spread evenly, and those where the log and its first tiles begin and end.
func samples(size int64) []int64 {
	step := size/80 + 1
	var list []int64
	for index := int64(0); index < size; index++ {
		within := index % tileWidth
		edge := index < 4*tileWidth && (within == 0 || within == tileWidth-1)
		if edge || index%step == 0 || index >= size-3 {
			list = append(list, index)
		}
	}
	return list
}

// checkReceipt checks a c2sp.org/tlog-proof@v1 against the checkpoint in it, and that checkpoint
// against the exported log where that goes far enough. It returns the record's index.
func checkReceipt(
	receipt, record []byte, keys note.Verifiers, f folder, log tlog.Tree,
) (int64, error) {
	head, signed, found := bytes.Cut(receipt, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, errors.New("it is not a c2sp.org/tlog-proof@v1")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, errors.New("it names no index")
	}
	index, err := parseNumber(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return 0, fmt.Errorf("its index: %w", err)
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, fmt.Errorf("its hash %q: %w", line, err)
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint(signed, keys)
	if err != nil {
		return 0, fmt.Errorf("its checkpoint: %w", err)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)); err != nil {
		return 0, fmt.Errorf("its proof for record %d: %w", index, err)
	}
	if tree.N > log.N {
		return index, nil
	}
	root, err := tlog.TreeHash(tree.N, tlog.TileHashReader(log, f))
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, fmt.Errorf("at size %d its root is not that of the exported log", tree.N)
	}
	return index, nil
}
