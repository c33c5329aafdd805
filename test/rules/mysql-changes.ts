/** Tables that changes are tried on. */
export const MYSQL =
  "CREATE TABLE `orders` (`id` int(11) unsigned AUTO_INCREMENT PRIMARY KEY, `state` varchar(20), `kind` enum('a','b'), `note` varchar(300), `total` int, `tags` text) ENGINE=InnoDB;\nCREATE TABLE `users` (`id` int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\nCREATE TABLE `words` (`word` varchar(20)) ENGINE=InnoDB;\n";

/** What InnoDB does not do while others write, with what Lintel says of it. */
export const LOCKED: [string, string, RegExp][] = [
  [
    'another type',
    'ALTER TABLE `orders` MODIFY `total` bigint NOT NULL;',
    /^changes total from int to bigint, for which/,
  ],
  ['a shorter text', 'ALTER TABLE orders CHANGE note note varchar(200);', /^changes note from varchar\(300\)/],
  ['a member of an enum in the middle', "ALTER TABLE orders MODIFY kind enum('a','c','b');", /^changes kind/],
  [
    'another character set',
    'ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;',
    /^converts the table to utf8mb4/,
  ],
  ['no primary key', 'ALTER TABLE orders MODIFY id int unsigned, DROP PRIMARY KEY;', /^drops the primary key/],
  ['a full-text index', 'ALTER TABLE orders ADD FULLTEXT KEY words (note);', /^builds the fulltext index words/],
  [
    'a foreign key',
    'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (total) REFERENCES users (id);',
    /^adds the foreign key fk/,
  ],
  [
    'a number for each row',
    'ALTER TABLE words ADD COLUMN n bigint AUTO_INCREMENT UNIQUE;',
    /^adds the AUTO_INCREMENT column n/,
  ],
];

/** What it does. */
export const ONLINE: [string, string][] = [
  ['another display width and null', 'ALTER TABLE orders MODIFY id int(10) unsigned NOT NULL AUTO_INCREMENT;'],
  ['a longer text', 'ALTER TABLE orders MODIFY note varchar(600), MODIFY state varchar(400) NOT NULL;'],
  ['a last member of an enum', "ALTER TABLE orders MODIFY kind enum('a', 'b','c');"],
  ['an index, and a column after another', 'ALTER TABLE orders ADD KEY by_state (state), ADD COLUMN x int AFTER id;'],
  ['a primary key for another', 'ALTER TABLE users DROP PRIMARY KEY, ADD PRIMARY KEY (id);'],
  [
    'keys that are not checked',
    'SET FOREIGN_KEY_CHECKS=0;\nALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (total) REFERENCES users (id);',
  ],
  ['a computed column', 'ALTER TABLE orders ADD COLUMN y int GENERATED ALWAYS AS (total + 1) VIRTUAL;'],
];
