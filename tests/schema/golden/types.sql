# integers without display width
create table t (a tinyint(4), b smallint(6), c mediumint(9), d int(11), e bigint(20), f integer unsigned);
=>
CREATE TABLE `t` (
  `a` tinyint DEFAULT NULL,
  `b` smallint DEFAULT NULL,
  `c` mediumint DEFAULT NULL,
  `d` int DEFAULT NULL,
  `e` bigint DEFAULT NULL,
  `f` int unsigned DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# tinyint(1) keeps its width while signed
CREATE TABLE t (a BOOL, b BOOLEAN NOT NULL DEFAULT FALSE, c TINYINT(1) DEFAULT '1', d TINYINT(1) UNSIGNED, e TINYINT(1) SIGNED NOT NULL);
=>
CREATE TABLE `t` (
  `a` tinyint(1) DEFAULT NULL,
  `b` tinyint(1) NOT NULL DEFAULT '0',
  `c` tinyint(1) DEFAULT '1',
  `d` tinyint unsigned DEFAULT NULL,
  `e` tinyint(1) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# exact and approximate numbers
CREATE TABLE t (a DECIMAL, b NUMERIC(5), c DEC(10,2) UNSIGNED NOT NULL DEFAULT 1.5, d FLOAT, e FLOAT(24), f FLOAT(30), g DOUBLE PRECISION DEFAULT 0.50, h REAL UNSIGNED);
=>
CREATE TABLE `t` (
  `a` decimal(10,0) DEFAULT NULL,
  `b` decimal(5,0) DEFAULT NULL,
  `c` decimal(10,2) unsigned NOT NULL DEFAULT '1.50',
  `d` float DEFAULT NULL,
  `e` float DEFAULT NULL,
  `f` double DEFAULT NULL,
  `g` double DEFAULT '0.5',
  `h` double unsigned DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# strings
CREATE TABLE t (a CHAR, b CHAR(36) NOT NULL, c CHARACTER VARYING(10), d VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT '', e BINARY(16), f VARBINARY(0) NOT NULL);
=>
CREATE TABLE `t` (
  `a` char(1) DEFAULT NULL,
  `b` char(36) NOT NULL,
  `c` varchar(10) DEFAULT NULL,
  `d` varchar(255) NOT NULL DEFAULT '',
  `e` binary(16) DEFAULT NULL,
  `f` varbinary(0) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# text and blob have no printed default
CREATE TABLE t (a TINYTEXT, b TEXT DEFAULT NULL, c MEDIUMTEXT NOT NULL, d LONGTEXT, e TINYBLOB, f BLOB, g MEDIUMBLOB, h LONGBLOB NOT NULL);
=>
CREATE TABLE `t` (
  `a` tinytext,
  `b` text,
  `c` mediumtext NOT NULL,
  `d` longtext,
  `e` tinyblob,
  `f` blob,
  `g` mediumblob,
  `h` longblob NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# text and blob by length
CREATE TABLE t (a TEXT(63), b TEXT(64), c TEXT(16383), d TEXT(16384), e TEXT(5000000), f BLOB(255), g BLOB(256), h BLOB(65536), i BLOB(16777216));
=>
CREATE TABLE `t` (
  `a` tinytext,
  `b` text,
  `c` text,
  `d` mediumtext,
  `e` longtext,
  `f` tinyblob,
  `g` blob,
  `h` mediumblob,
  `i` longblob
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# dates and times
CREATE TABLE t (a DATE, b DATETIME, c DATETIME(6) NOT NULL, d TIMESTAMP, e TIMESTAMP(3) NOT NULL, f TIME, g TIME(2) DEFAULT '1:02:03' , h YEAR(4));
=>
CREATE TABLE `t` (
  `a` date DEFAULT NULL,
  `b` datetime DEFAULT NULL,
  `c` datetime(6) NOT NULL,
  `d` timestamp NULL DEFAULT NULL,
  `e` timestamp(3) NOT NULL,
  `f` time DEFAULT NULL,
  `g` time(2) DEFAULT '01:02:03.00',
  `h` year DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# json, enum, set
CREATE TABLE t (a JSON, b JSON NOT NULL, c ENUM('new','it''s','a,b') NOT NULL DEFAULT 'NEW', d SET("x",'y ','z') DEFAULT 'z,x');
=>
CREATE TABLE `t` (
  `a` json DEFAULT NULL,
  `b` json NOT NULL,
  `c` enum('new','it''s','a,b') NOT NULL DEFAULT 'new',
  `d` set('x','y','z') DEFAULT 'x,z'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
