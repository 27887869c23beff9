# add columns
CREATE TABLE t (a INT, b INT);
ALTER TABLE t ADD c INT, ADD COLUMN d VARCHAR(5) NOT NULL FIRST, ADD COLUMN e INT AFTER a, ADD (f INT, g INT UNIQUE);
=>
CREATE TABLE `t` (
  `d` varchar(5) NOT NULL,
  `a` int DEFAULT NULL,
  `e` int DEFAULT NULL,
  `b` int DEFAULT NULL,
  `c` int DEFAULT NULL,
  `f` int DEFAULT NULL,
  `g` int DEFAULT NULL,
  UNIQUE KEY `g` (`g`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# adding after columns of the same statement
CREATE TABLE t (a INT, b INT);
ALTER TABLE t ADD x INT AFTER a, ADD y INT AFTER x, ADD z INT AFTER a, ADD w INT FIRST, ADD v INT FIRST;
=>
CREATE TABLE `t` (
  `v` int DEFAULT NULL,
  `w` int DEFAULT NULL,
  `a` int DEFAULT NULL,
  `z` int DEFAULT NULL,
  `x` int DEFAULT NULL,
  `y` int DEFAULT NULL,
  `b` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# drop column leaves keys
CREATE TABLE t (a INT, b INT, c INT, PRIMARY KEY (a, b), KEY k (b, c), KEY gone (b));
ALTER TABLE t DROP COLUMN b;
=>
CREATE TABLE `t` (
  `a` int NOT NULL,
  `c` int DEFAULT NULL,
  PRIMARY KEY (`a`),
  KEY `k` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# drop and add one column
CREATE TABLE t (a INT, b INT, KEY k (a));
ALTER TABLE t ADD COLUMN a VARCHAR(3), DROP COLUMN a;
=>
CREATE TABLE `t` (
  `b` int DEFAULT NULL,
  `a` varchar(3) DEFAULT NULL,
  KEY `k` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# modify in place
CREATE TABLE t (a INT COMMENT 'lost', b INT, KEY (b));
ALTER TABLE t MODIFY a BIGINT NOT NULL, MODIFY COLUMN B INT UNSIGNED;
=>
CREATE TABLE `t` (
  `a` bigint NOT NULL,
  `B` int unsigned DEFAULT NULL,
  KEY `b` (`B`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# modify moves
CREATE TABLE t (a INT, b INT, c INT, d INT);
ALTER TABLE t MODIFY d INT FIRST, MODIFY a INT AFTER c;
=>
CREATE TABLE `t` (
  `d` int DEFAULT NULL,
  `b` int DEFAULT NULL,
  `c` int DEFAULT NULL,
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# modify to not null reorders unique keys
CREATE TABLE t (a INT, b INT NOT NULL, UNIQUE ua (a), UNIQUE ub (b));
ALTER TABLE t MODIFY b INT, MODIFY a INT NOT NULL;
=>
CREATE TABLE `t` (
  `a` int NOT NULL,
  `b` int DEFAULT NULL,
  UNIQUE KEY `ua` (`a`),
  UNIQUE KEY `ub` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# modify drops a prefix that no longer fits
CREATE TABLE t (a VARCHAR(100), b VARCHAR(100), c TEXT, KEY ka (a(50)), KEY kb (b(50)), KEY kc (c(50)));
ALTER TABLE t MODIFY a VARCHAR(40), MODIFY b VARCHAR(60), MODIFY c VARCHAR(50);
=>
CREATE TABLE `t` (
  `a` varchar(40) DEFAULT NULL,
  `b` varchar(60) DEFAULT NULL,
  `c` varchar(50) DEFAULT NULL,
  KEY `ka` (`a`),
  KEY `kb` (`b`(50)),
  KEY `kc` (`c`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# change renames in keys
CREATE TABLE t (a INT PRIMARY KEY, b INT, KEY (b));
ALTER TABLE t CHANGE b bee BIGINT AFTER id, CHANGE COLUMN a id INT AUTO_INCREMENT;
=>
CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `bee` bigint DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `b` (`bee`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# set and drop default
CREATE TABLE t (a INT, b INT DEFAULT 5, c INT NOT NULL DEFAULT 1, d DATETIME(3));
ALTER TABLE t ALTER a SET DEFAULT '7', ALTER COLUMN b DROP DEFAULT, ALTER c DROP DEFAULT, ALTER COLUMN d SET DEFAULT '2020-01-01';
=>
CREATE TABLE `t` (
  `a` int DEFAULT '7',
  `b` int DEFAULT NULL,
  `c` int NOT NULL,
  `d` datetime(3) DEFAULT '2020-01-01 00:00:00.000'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# keys of an alter
CREATE TABLE t (a INT, b INT, KEY k (a), UNIQUE u (b));
ALTER TABLE t DROP INDEX k, ADD KEY k (b, a), DROP KEY U, ADD UNIQUE (a), ADD PRIMARY KEY (b), ADD INDEX (a);
=>
CREATE TABLE `t` (
  `a` int DEFAULT NULL,
  `b` int NOT NULL,
  PRIMARY KEY (`b`),
  UNIQUE KEY `a` (`a`),
  KEY `k` (`b`,`a`),
  KEY `a_2` (`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# primary key replaced
CREATE TABLE t (a INT, b INT, PRIMARY KEY (a));
ALTER TABLE t DROP PRIMARY KEY, ADD CONSTRAINT PRIMARY KEY (b, a);
=>
CREATE TABLE `t` (
  `a` int NOT NULL,
  `b` int NOT NULL,
  PRIMARY KEY (`b`,`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# options
CREATE TABLE IF NOT EXISTS t (a INT) ENGINE = innodb, DEFAULT CHARACTER SET = utf8mb4 COLLATE 'utf8mb4_0900_ai_ci' AUTO_INCREMENT=42 COMMENT='old';
ALTER TABLE t ENGINE=InnoDB, COMMENT 'it''s new', AUTO_INCREMENT 7 CHARSET utf8mb4;
=>
CREATE TABLE `t` (
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='it''s new'

# an alter of nothing
CREATE TABLE t (a INT);
ALTER TABLE t;
=>
CREATE TABLE `t` (
  `a` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# drop and create again
CREATE TABLE t (a INT);
DROP TABLE IF EXISTS t CASCADE;
CREATE TABLE t (b INT);
=>
CREATE TABLE `t` (
  `b` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
