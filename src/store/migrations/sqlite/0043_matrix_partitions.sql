-- A large matrix is stored as several files, each of which holds the rows that follow those of the one before.

-- All of them, the first one too; none of a matrix that is one file, which its own row names.
create table matrix_partitions (
  matrix_sha  text not null references matrices (sha),
  place       integer not null,
  matrix_uri  text not null,
  primary key (matrix_sha, place)
);
