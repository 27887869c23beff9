# inline primary key makes not null
CREATE TABLE t (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(64));
=>
CREATE TABLE `t` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# table primary key makes not null
CREATE TABLE t (a INT, b INT DEFAULT NULL, c INT, PRIMARY KEY (b, a));
=>
CREATE TABLE `t` (
  `a` int NOT NULL,
  `b` int NOT NULL,
  `c` int DEFAULT NULL,
  PRIMARY KEY (`b`,`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# generated names
CREATE TABLE t (a INT UNIQUE, b INT, KEY (b), INDEX (b), UNIQUE (a), KEY (b, a));
=>
CREATE TABLE `t` (
  `a` int DEFAULT NULL,
  `b` int DEFAULT NULL,
  UNIQUE KEY `a` (`a`),
  UNIQUE KEY `a_2` (`a`),
  KEY `b` (`b`),
  KEY `b_2` (`b`),
  KEY `b_3` (`b`,`a`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# a column called primary
CREATE TABLE t (`primary` INT, KEY (`primary`));
=>
CREATE TABLE `t` (
  `primary` int DEFAULT NULL,
  KEY `primary_2` (`primary`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# order of keys
CREATE TABLE t (id INT NOT NULL, a INT, b INT NOT NULL, c VARCHAR(20) NOT NULL, KEY k1 (a), UNIQUE u_null (a), UNIQUE u_prefix (c(5)), KEY k2 (b), UNIQUE u_full (b), PRIMARY KEY (id));
=>
CREATE TABLE `t` (
  `id` int NOT NULL,
  `a` int DEFAULT NULL,
  `b` int NOT NULL,
  `c` varchar(20) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `u_full` (`b`),
  UNIQUE KEY `u_prefix` (`c`(5)),
  UNIQUE KEY `u_null` (`a`),
  KEY `k1` (`a`),
  KEY `k2` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# prefix, order and comment
CREATE TABLE t (a TEXT, b VARCHAR(10), c BLOB NOT NULL, KEY p (a(20), b(10), c(3) DESC) COMMENT 'why', KEY q USING BTREE (b ASC) USING BTREE);
=>
CREATE TABLE `t` (
  `a` text,
  `b` varchar(10) DEFAULT NULL,
  `c` blob NOT NULL,
  KEY `p` (`a`(20),`b`,`c`(3) DESC) COMMENT 'why',
  KEY `q` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# constraint names
CREATE TABLE t (a INT NOT NULL, b INT, CONSTRAINT pk PRIMARY KEY (a), CONSTRAINT one UNIQUE (a), CONSTRAINT two UNIQUE KEY three (b), CONSTRAINT UNIQUE INDEX (a, b));
=>
CREATE TABLE `t` (
  `a` int NOT NULL,
  `b` int DEFAULT NULL,
  PRIMARY KEY (`a`),
  UNIQUE KEY `one` (`a`),
  UNIQUE KEY `three` (`b`),
  UNIQUE KEY `a` (`a`,`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# create index
CREATE TABLE t (a INT, b INT);
CREATE INDEX i ON t (a DESC, b);
CREATE UNIQUE INDEX u USING BTREE ON t (b) COMMENT 'x';
=>
CREATE TABLE `t` (
  `a` int DEFAULT NULL,
  `b` int DEFAULT NULL,
  UNIQUE KEY `u` (`b`) COMMENT 'x',
  KEY `i` (`a` DESC,`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# drop index
CREATE TABLE t (a INT PRIMARY KEY, b INT, KEY b (b), KEY c (b));
DROP INDEX B ON t;
DROP INDEX `PRIMARY` ON t;
=>
CREATE TABLE `t` (
  `a` int NOT NULL,
  `b` int DEFAULT NULL,
  KEY `c` (`b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# spelling of key columns follows the column
CREATE TABLE t (UserId INT, KEY (USERID));
=>
CREATE TABLE `t` (
  `UserId` int DEFAULT NULL,
  KEY `UserId` (`UserId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
