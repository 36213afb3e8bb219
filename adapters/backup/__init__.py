"""Backup and restore: one file holds a whole store, and can be restored into any kind of store.

It is a ZIP file. Its member for events holds the stored bytes, one event a line, as `jalon history --json`
prints them; other members hold answers, wrapped keys, sealed values and sealed documents. The master key and
the keys that the broker trusts are never in it: a stolen backup shows nothing personal and connects nobody.
"""

from adapters.backup.backup_format import BackupManifest, NotABackup, StoreParts
from adapters.backup.backup_reader import read_manifest, restore_backup
from adapters.backup.backup_writer import write_backup

__all__ = ["BackupManifest", "NotABackup", "StoreParts", "read_manifest", "restore_backup", "write_backup"]
