"""One file that holds a store whole, whatever kind of store it was taken from or is restored into.

It is a ZIP file: `facts.jsonl` are the stored bytes, one event a line, as `jalon history --json` shows them;
answers, wrapped keys, boxes and sealed documents stand beside it. The master key is never in it, nor are the
keys that the broker trusts: who finds a backup reads nothing personal and connects as nobody.
"""

from adapters.backup.backup_format import BackupManifest, NotABackup, StoreParts
from adapters.backup.backup_reader import read_manifest, restore_backup
from adapters.backup.backup_writer import write_backup

__all__ = ["BackupManifest", "NotABackup", "StoreParts", "read_manifest", "restore_backup", "write_backup"]
